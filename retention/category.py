"""What an archival category means for disposal; its spelling is in `dms.records.category`, beside the scheme.

Sources: Act of 14.07.1983 on archives art. 5(1) pt 2; regulation of the Minister of Culture of 20.10.2015
(Dz.U. 2019 poz. 246, "2015 reg."); regulation of the Minister of Interior of 30.10.2006 (Dz.U. 2006 nr 206
poz. 1518, "1518").
"""

from __future__ import annotations

from dms.records.category import BadCategory, Category, Kind, parse

__all__ = ["BadCategory", "Category", "Kind", "consent_needed", "disposal_list", "may_be_destroyed", "parse"]


def may_be_destroyed(category: Category) -> bool:
    """Tell whether documentation of this category may be destroyed at all, when its day has come.

    Never A; never BE, which is first appraised and thereby becomes B, another BE or A (2015 reg. annex 1).
    """
    return category.kind not in (Kind.A, Kind.BE)


def consent_needed(category: Category, *, electronic: bool) -> bool:
    """Tell whether destruction needs the consent of the State Archive's director.

    Always (Act art. 5(1) pt 2), except electronic Bc (1518 §9); for paper Bc no exemption is known.
    """
    return not (electronic and category.kind is Kind.BC)


def disposal_list(category: Category) -> Kind:
    """Return which of the separate lists B, BE and Bc takes it (2015 reg. §9(3)); B* goes with B.

    `category` is the one that the period was counted by, before an appraisal made a BE into a B. Raises
    BadCategory for A, which is never on such a list.
    """
    if category.kind is Kind.A:
        raise BadCategory(value=str(category))
    return Kind.B if category.kind is Kind.B_STAR else category.kind
