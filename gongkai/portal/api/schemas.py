"""What the interface answers; the description in words becomes part of the OpenAPI file."""

from datetime import date, datetime

from ninja import Field, Schema


class ListItem(Schema):
    id: int
    url: str
    state: str = Field(
        description="live 公开；taken_down、withdrawn、erased 只在用 updated_since 查询时出现，此时没有标题等内容"
    )
    number: str | None = Field(description="索引号")
    changed_at: datetime
    title: str | None = None
    kind: str | None = None
    column: str | None = None
    doc_no: str | None = Field(None, description="发文字号")
    summary: str | None = None
    formed_on: date | None = Field(None, description="生成日期")
    listed_on: date | None = Field(None, description="列表日期：发布日期，历史资料为原发布日期")
    validity: str | None = Field(None, description="有效性；没有效力状态的信息为空")


class ItemPage(Schema):
    items: list[ListItem]
    next: str | None = Field(description="下一页的 cursor；没有下一页时为空")


class FileOut(Schema):
    name: str
    type: str
    size: str
    url: str


class VersionOut(Schema):
    serial: int
    act: str = Field(description="new 首次发布、amend 修订、correct 勘误")
    released_at: datetime | None
    change_note: str
    digest: str = Field(description="存证摘要（SHA-256）")
    url: str
    attachments: list[FileOut]


class LinkOut(Schema):
    heading: str = Field(description="与本信息的关系")
    id: int
    title: str
    url: str


class Detail(ListItem):
    unit: str = Field(description="发布机构")
    body: str = Field(description="正文（HTML）")
    keywords: str
    topic: str
    openness: str
    released_at: datetime | None
    claimed_published_on: date | None = Field(None, description="原发布日期")
    effective_on: date | None = None
    expires_on: date | None = None
    repealed_on: date | None = None
    full_text_held: bool = Field(description="为否时只存目录信息")
    catalogue_code: str
    facts: dict[str, str]
    versions: list[VersionOut]
    links: list[LinkOut]


class ColumnOut(Schema):
    code: str
    name: str
    parent: str | None
    url: str
    statutory: bool
    description: str
    owner: str
    interval_days: int | None


class CatalogueOut(Schema):
    code: str
    node: str = Field(description="法定节点，如 20-1 指《政府信息公开条例》第二十条第一项")
    item1: str
    item2: str
    elements: str
    basis: str
    limit_text: str
    subject: str
    channels: list[str]
    audience: str
    mode: str
    level: str
    published: int = Field(description="此事项下已公开的件数")
    last_on: date | None


class ResultOut(Schema):
    title: str
    url: str
    kind: str = Field(description="体裁代码；一条公示记录为 record")
    number: str | None = Field(description="发文字号；公示记录为其编号")
    date: str | None = Field(description="列表日期")
    validity: str | None = Field(description="有效性；没有效力状态的信息为空")
    group: str = Field(
        description="service 办事、policy 政策、interpretation 解读、open 公开、interact 互动、data 数据"
    )
    summary: str = Field(description="含有所查词的一段文字")


class SearchOut(Schema):
    total: int
    results: list[ResultOut] = Field(description="按相关程度排列")
    corrected: str | None = Field(None, description="所查的词可能有误时，实际搜索的词")
    complete: bool = Field(True, description="为否时全文索引暂不可用，只按标题和文号查找")


class Problem(Schema):
    detail: str
