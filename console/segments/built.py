"""The builder of conditions as its page shows it: rows, options, count, or what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from campaigns import segments
from campaigns.segments import FIELDS, Sample
from campaigns.segments.fields import OPERATORS
from console.desk import desk
from console.rules import wording as rule_wording
from console.segments import form as forms
from console.segments import wording as words
from membership import custom_fields, customers, levels
from membership.errors import FieldError

SAMPLE = 5


@dataclass(frozen=True)
class Built:
    """`wrong` is the prefix of the row that cannot be read, `problem` what is wrong with it; both
    are empty as long as something is merely not filled in yet."""

    builder: forms.Builder
    named: words.Named
    sample: Sample | None = None
    people: Sequence[Any] = ()
    sentence: str = ""
    wrong: str = ""
    problem: str = ""

    fields = FIELDS
    operators = OPERATORS
    words = words


def built(builder: forms.Builder, error: FieldError | None = None) -> Built:
    """What the builder shows; `error` is what saving it refused."""
    with desk().store.reading() as session:
        named = named_by_staff(session)
        try:
            parsed = segments.parse(forms.document(builder))
        except FieldError as wrong:
            begun = error is None and wrong.problem == "missing"
            return Built(builder, named) if begun else _refused(builder, named, error or wrong)
        sample = segments.count_and_sample(session, parsed, now=desk().now(), sample=SAMPLE)
        people = [customers.get(session, one) for one in sample.member_ids]
    said = words.sentence(parsed, named)
    if error is None:
        return Built(builder, named, sample, people, said)
    place = forms.place(error.field, builder)
    return Built(builder, named, sample, people, said, place, problem_of(error))


def named_by_staff(session: Session) -> Mapping[str, Mapping[str, str]]:
    """What staff named themselves: levels and fields, besides what is fixed."""
    own = {one.code: one.name for one in levels.load(session).active}
    custom = {one.key: one.label for one in custom_fields.all_fields(session)}
    return {**words.FIXED, "level": own, "custom": custom}


def problem_of(error: FieldError) -> str:
    """What is wrong, and where."""
    if error.field == "version":
        return "刚才有人改过这个人群，请刷新后看过新的内容再改。"
    name = {"name": "名称"}.get(error.field, "标红的条件")
    return f"{name}：{rule_wording.sentence(error, money=False)}"


def _refused(builder: forms.Builder, named: words.Named, error: FieldError) -> Built:
    place = forms.place(error.field, builder)
    return Built(builder, named, wrong=place, problem=problem_of(error))
