#!/bin/sh
# Makes the messages and the descriptor set with protoc (Debian: protobuf-compiler, libprotobuf-dev).
cd "$(dirname "$0")" || exit 1
protoc --encode=shop.Order shop.proto <order.txt >order.bin
protoc --encode=shop.Cancel shop.proto <cancel.txt >cancel.bin
protoc --include_imports --descriptor_set_out=shop.protoset shop.proto
