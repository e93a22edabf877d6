"""Forms about the search: synonyms, and what stands on top for a query."""

from django import forms

from gongkai.portal.models import Bet, Synonym

from .acts import PublicationField


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ("word", "meaning", "note")
        help_texts = {
            "word": "大家搜索时用的词，如“店招”。",
            "meaning": "文件里用的词，如“户外招牌”。两个词互相都能搜到。",
        }

    def validate_constraints(self) -> None:
        """Left to the service, which knows both directions."""


class BetForm(forms.Form):
    query = forms.CharField(label="查询词", max_length=80, help_text="读者输入的词，须完全相同；空格和全角半角不论。")
    publication = PublicationField(label="信息", help_text="索引号、文号或网址；须已公开。")
    kind = forms.ChoiceField(label="方式", choices=Bet.Kind.choices, initial=Bet.Kind.BEST, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
