"""Reads an event file with google.protobuf and python3-crc32c, and prints what is in it as JSON."""

import json
import struct
import sys

import crc32c
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto


def field(message, name, number, kind, label=F.LABEL_OPTIONAL, of=None):
    message.field.add(name=name, number=number, type=kind, label=label, type_name=of)


# What tensorflow/core/util/event.proto and summary.proto say of scalars.
file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="t", syntax="proto3")
value = file.message_type.add(name="Value")
field(value, "tag", 1, F.TYPE_STRING)
field(value, "simple_value", 2, F.TYPE_FLOAT)
summary = file.message_type.add(name="Summary")
field(summary, "value", 1, F.TYPE_MESSAGE, F.LABEL_REPEATED, ".t.Value")
event = file.message_type.add(name="Event")
field(event, "wall_time", 1, F.TYPE_DOUBLE)
field(event, "step", 2, F.TYPE_INT64)
field(event, "file_version", 3, F.TYPE_STRING)
field(event, "summary", 5, F.TYPE_MESSAGE, F.LABEL_OPTIONAL, ".t.Summary")
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
descriptor = pool.FindMessageTypeByName("t.Event")
make = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
Event = make(descriptor)


def masked(data):
    crc = crc32c.crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


data, at, events = open(sys.argv[1], "rb").read(), 0, []
while at < len(data):
    (length,) = struct.unpack("<Q", data[at : at + 8])
    assert struct.unpack("<I", data[at + 8 : at + 12])[0] == masked(data[at : at + 8])
    message = data[at + 12 : at + 12 + length]
    assert struct.unpack("<I", data[at + 12 + length : at + 16 + length])[0] == masked(message)
    parsed = Event.FromString(message)
    assert not parsed.UnknownFields() if hasattr(parsed, "UnknownFields") else True
    values = {each.tag: each.simple_value for each in parsed.summary.value}
    events.append({"time": parsed.wall_time, "step": parsed.step, "version": parsed.file_version, "values": values})
    at += 16 + length
json.dump(events, sys.stdout)
