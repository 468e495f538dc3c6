"""A dynamic resource: a file with a text, on this machine.

In a module of its own: a class of the program's `__main__` is pickled with everything that the program holds.
"""

from pathlib import Path

from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult


class WrittenFileProvider(ResourceProvider):
    def create(self, props):
        Path(props["file"]).write_text(props["text"])
        return CreateResult("it", props)

    def diff(self, _id, olds, news):
        return DiffResult(changes=olds["text"] != news["text"])

    def update(self, _id, olds, news):
        Path(news["file"]).write_text(news["text"])
        return UpdateResult(news)

    def delete(self, _id, props):
        Path(props["file"]).unlink()


class WrittenFile(Resource):
    def __init__(self, name, file, text):
        super().__init__(WrittenFileProvider(), name, {"file": file, "text": text})
