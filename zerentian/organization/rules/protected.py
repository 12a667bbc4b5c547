"""What every paper says of matters that the law protects, whether or not there are any: silence would tell."""

WITHOUT = "不含依法受保护的事项"
# A paper about one matter, which may itself be protected.
ABOUT_ONE = f"除本诉求外，{WITHOUT}"
# A paper about one request for information.
ABOUT_REQUEST = f"除本申请外，{WITHOUT}"
# Minutes say what a meeting talked about.
IN_MINUTES = f"除所列议题外，{WITHOUT}"
# A list holds what its taker handles, and among that may be a complaint.
IN_LISTS = (
    f"除导出人经手的以外，{WITHOUT}；有无、多少，本件不说明 · holds no matters protected by law but those its taker"
    " handles; whether there are any is not said"
)
# An audited report is somebody else's text; what is added to it is drawn from what the auditor may open.
ADDED = (
    f"所加批注{WITHOUT}；有无、多少，本件不说明 · the notes hold no matters protected by law; whether there are any is"
    " not said"
)
