"""What evidence's entries say and add up to. Files are never counted as merit: only what is wrong with them."""

from zerentian.evidence.rules.erasures import GROUNDS
from zerentian.evidence.rules.pairs import OUTCOMES, SORTS
from zerentian.evidence.rules.sniffing import KINDS
from zerentian.ledger.registry import register
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Flag, Post, Verb

KIND = Code(tuple(KINDS))
GROUND = Code(GROUNDS)
PAIR = {"sort": Code(tuple(SORTS)), "outcome": Code(tuple(OUTCOMES))}

register(
    verbs=[
        Verb(
            "evidence.deposited",
            "存入佐证",
            {"kind": KIND, "media_type": Code(), "size": Count(), "seen_before": Flag()},
            label_en="evidence deposited",
        ),
        Verb("evidence.erasure_asked", "提出依法删除", {"ground": GROUND}, label_en="erasure asked for"),
        Verb("evidence.erasure_refused", "不予删除", {"ground": GROUND}, label_en="erasure refused"),
        Verb(
            "evidence.erased",
            "依法删除",
            {"ground": GROUND},
            posts=(Post("evidence.erased"),),
            label_en="evidence lawfully erased",
        ),
        Verb("evidence.sealed_away", "佐证密封", label_en="evidence sealed away"),
        Verb(
            "evidence.rechecked",
            "佐证复验",
            {"checked": Count(), "damaged": Count(), "missing": Count(), "unclaimed": Count()},
            label_en="evidence re-checked",
        ),
        Verb(
            "evidence.damaged",
            "佐证受损",
            {"condition": Code(("damaged", "missing")), "first": Flag()},
            posts=(Post("evidence.damaged", when={"first": True}),),
            label_en="evidence damaged",
        ),
        Verb(
            "evidence.restored",
            "佐证复原",
            posts=(Post("evidence.damaged", sign=-1),),
            label_en="evidence sound again",
        ),
        # Nothing is posted: how many pairs came up, or were decided how, is no measure of anybody.
        Verb("pair.judged", "比对认定", PAIR, label_en="pair decided on"),
        Verb("pair.reopened", "撤回比对认定", PAIR, label_en="decision on a pair taken back"),
    ],
    figures=[
        Figure(
            "evidence.erased",
            "依法删除的佐证",
            "Evidence lawfully erased",
            "count",
            "evidence.erased",
            "件",
            "期内经一人提出、另一人批准，依法删除的佐证文件数。",
            "Files of evidence erased by law in the period, asked for by one person and approved by another.",
        ),
        Figure(
            "evidence.damaged",
            "受损佐证",
            "Damaged evidence",
            "stock",
            "evidence.damaged",
            "件",
            "期末复验时与存入时的哈希不符或缺失、尚未复原的佐证文件数。",
            "Files of evidence that, at the end of the period, differ from their hash or are missing.",
        ),
    ],
)
