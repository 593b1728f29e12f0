"""Products: what is sold."""

from http import HTTPStatus
from typing import Annotated

from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from forenotice.composer.payload.shape import IntervalTold
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.pushing import Rows, Source, Taken, push_many, push_one
from forenotice.entrypoints.api.resources.details import interval_shown
from forenotice.entrypoints.api.shapes import AmountShown, RowId, amount_shown
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.models import Product
from forenotice.ledger.queries import product_rows
from forenotice.sources.operations import API
from forenotice.sources.push.documents import ProductDocument
from forenotice.sources.states import About

router = Router(tags=["products"])


class ProductShown(BaseModel):
    """A product. One of the source ``blueprint`` was declared by its owner."""

    id: int = Field(description="Our own number.")
    external_id: str
    source: str
    name: str
    description: str
    level: str
    bundle: str
    price: AmountShown | None
    interval: IntervalTold | None
    pay_url: str
    update_url: str
    manage_url: str
    cancel_url: str


class Products(BaseModel):
    """Many products."""

    model_config = ConfigDict(extra="forbid")

    products: Rows


@router.get("", response=Page[ProductShown])
def list_products(
    request: Visit,
    external_id: Annotated[str, Query(max_length=200)] = "",
    source: Annotated[str, Query(max_length=64)] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[ProductShown]:
    """The products, those of sources and those that the owner declared."""
    rows = product_rows(request.auth.organization, external_id=external_id, source=source)
    return page_of(rows, lambda found: [_shown(row) for row in found], request, limit=limit, cursor=cursor)


@router.put("", response={200: ProductShown, 201: ProductShown})
def put_product(
    request: Visit,
    body: ProductDocument,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Status[ProductShown]:
    """Create a product, or bring it to what is told. Of one that was declared, only blanks are filled."""
    number, is_new = push_one(request, About.PRODUCTS, source)
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, _shown(_row(request, number)))


@router.post("/bulk", response=Taken)
def put_products(
    request: Visit,
    body: Products,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Taken:
    """The same for up to 1,000 products, with a result for each; bad rows do not stop the good ones."""
    return push_many(request, About.PRODUCTS, source)


@router.get("/{product_id}", response=ProductShown)
def read_product(request: Visit, product_id: RowId) -> ProductShown:
    """One product."""
    return _shown(_row(request, product_id))


def _row(request: Visit, number: int) -> Product:
    found = product_rows(request.auth.organization).filter(pk=number).first()
    if found is None:
        raise not_found("product")
    return found


def _shown(row: Product) -> ProductShown:
    return ProductShown(
        id=row.pk,
        external_id=row.external_id,
        source=row.source,
        name=row.name,
        description=row.description,
        level=row.level,
        bundle=row.bundle,
        price=amount_shown(row.price_minor, row.currency),
        interval=interval_shown(row.interval_count, row.interval_unit),
        pay_url=row.pay_url,
        update_url=row.update_url,
        manage_url=row.manage_url,
        cancel_url=row.cancel_url,
    )
