from domain.needs_script import make_script, undo_script
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs
from domain.slots import drop_if_inactive
from domain.token_guard import guarded

NEEDS = pipeline_needs(
    PipelineInDatabase(database="shop", user="cdc_orders", schema="sales", tables=["orders"], slot="rpcn_orders")
)


def test_the_script_makes_what_is_missing_in_one_guarded_transaction():
    text = make_script("shop", NEEDS)
    header, _, body = text.partition("\n\n")
    assert header.splitlines()[:2] == [
        "-- What a pipeline needs in its database.",
        "-- Run it in the database shop as the owner of the tables or a member of who is, who may make roles:",
    ]
    statements = ["BEGIN", *guarded([need.mend for need in NEEDS]), "COMMIT"]
    assert body == "".join(f"{statement};\n" for statement in statements)


def test_the_end_drops_the_slot_first_and_the_role_last():
    body = undo_script("shop", NEEDS, "rpcn_orders").partition("\n\n")[2]
    assert body.startswith(f"BEGIN;\n{drop_if_inactive('rpcn_orders')};\n")
    assert body.endswith('DROP ROLE IF EXISTS "cdc_orders";\nCOMMIT;\n')


def test_no_name_ends_the_comment_it_stands_in():
    header = make_script("shop\nDROP TABLE t;", NEEDS).partition("\n\n")[0]
    assert {line[:3] for line in header.splitlines()} == {"-- "}
