"""The schema is the same in the .proto, in the code made from it, and in the records."""

from pathlib import Path

import grpc_tools
import pytest
from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from grpc_tools import protoc
from layer_fixtures import WHEEL, header, put, write
from layers import records
from layers.record import Record
from reports.schema import layer_pb2

PROTO = Path(__file__).parents[2] / "layering/schema/layer.proto"
GENERATED = Path(__file__).parents[1] / "reports/schema"
VERSIONS = "grpcio-tools==1.85.1 protobuf==7.35.1"

_UPDATE = (
    f"Update it, from the root of the repository, with {VERSIONS}:\n"
    "  python -m grpc_tools.protoc -I<its directory> --python_out=py/reports/schema "
    "--pyi_out=py/reports/schema {proto}"
)

_MESSAGES = dict(layer_pb2.DESCRIPTOR.message_types_by_name)

_TYPES = {
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_ENUM: "str",
    FieldDescriptor.TYPE_INT32: "int",
    FieldDescriptor.TYPE_INT64: "int",
    FieldDescriptor.TYPE_STRING: "str",
    FieldDescriptor.TYPE_UINT32: "int",
}


def _type_of(field: FieldDescriptor) -> str:
    message = field.message_type
    if message is None:
        name = _TYPES[field.type]
    elif message.GetOptions().map_entry:
        key, value = (_TYPES[message.fields_by_name[n].type] for n in ("key", "value"))
        return f"Mapping[{key}, {value}]"
    else:
        name = message.name
    return f"tuple[{name}, ...]" if field.is_repeated else name


@pytest.mark.parametrize("proto", [PROTO, GENERATED / "execution_log.proto"])
@pytest.mark.parametrize("extension", ["py", "pyi"])
def test_generated_code_is_current(proto: Path, extension: str, tmp_path: Path) -> None:
    included = Path(grpc_tools.__file__).parent / "_proto"
    outputs = (f"--python_out={tmp_path}", f"--pyi_out={tmp_path}")
    words = ("protoc", f"-I{proto.parent}", f"-I{included}", *outputs, proto.name)
    assert protoc.main(words) == 0
    name = f"{proto.stem}_pb2.{extension}"
    update = _UPDATE.format(proto=proto.name)
    assert (tmp_path / name).read_text() == (GENERATED / name).read_text(), update


def test_every_message_has_a_record() -> None:
    found = {
        name
        for name in records.__all__
        if isinstance(kind := getattr(records, name), type) and issubclass(kind, Record)
    }
    assert found == _MESSAGES.keys()


@pytest.mark.parametrize("name", _MESSAGES)
def test_records_have_the_fields_of_their_messages(name: str) -> None:
    fields = {field.name: _type_of(field) for field in _MESSAGES[name].fields}
    assert getattr(records, name).field_types == fields


def test_origins_and_entry_types_are_those_of_the_schema() -> None:
    origins = layer_pb2.DESCRIPTOR.enum_types_by_name["Origin"].values
    assert tuple(value.name for value in origins[1:]) == records.ORIGINS
    types = layer_pb2.DESCRIPTOR.enum_types_by_name["EntryType"].values
    for value in types[1:]:
        records.decode(records.ListingEntry, f'{{"type":"{value.name}"}}', "x")


def _parsed(text: str, message: Message) -> str:
    json_format.Parse(text, message)
    return records.encode(
        records.decode(
            getattr(records, type(message).__name__),
            json_format.MessageToJson(message, preserving_proto_field_name=True),
            "x",
        )
    )


def test_protobuf_reads_what_the_writer_writes_and_the_writer_what_protobuf_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put("s/x", b"\x7fELF" + bytes(12) + b"\3\0\x3e\0")
    write(
        header(WHEEL, components=[WHEEL]),
        {"dest": "x", "src": "s/x"},
        {"dest": "l\u2028", "link": "ü\n"},
    )
    text = Path("out.json").read_text(encoding="utf-8")
    assert _parsed(text, layer_pb2.Descriptor()) == text
    first, *entries = Path("out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert _parsed(first, layer_pb2.ListingHeader()) == first + "\n"
    assert len(entries) == 3
    for entry in entries:
        assert _parsed(entry, layer_pb2.ListingEntry()) == entry + "\n"
