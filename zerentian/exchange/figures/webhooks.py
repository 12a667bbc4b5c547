"""What is said about webhooks: that an address was opened, ended, sent to again. It adds up to nothing."""

from zerentian.ledger.rules.verbs import Count, Day, Verb

VERBS = [
    Verb("webhook.opened", "开通推送地址", {"kinds": Count(), "last": Day()}, label_en="webhook opened"),
    Verb("webhook.key_renewed", "更换推送密钥", label_en="key of a webhook renewed"),
    Verb("webhook.tested", "试发推送", label_en="webhook tested"),
    Verb("webhook.resent", "重发推送", label_en="message of a webhook sent again"),
    Verb("webhook.ended", "停用推送地址", label_en="webhook ended"),
]
