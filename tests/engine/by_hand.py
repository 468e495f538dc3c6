"""An operator who works behind the program's back: in the accounts, in the database and in Redpanda."""

from lab.backends.redpanda import RESOURCES, RedpandaProvider
from lab.cloud.redpanda_store import RedpandaStore
from lab.connect.redpanda_services import redpanda_services


class ByHand:
    """An operator's own access to everything the program made."""

    def __init__(self, world):
        self.world = world
        self.made = world.made()
        self.redpanda = RedpandaProvider(
            store=RedpandaStore(world.paths.redpanda), **vars(redpanda_services(world.paths))
        )

    def id(self, name):
        """The id in the service."""
        return self.made[name]["id"]

    def output(self, name, key):
        """An output of the last operation."""
        return self.made[name]["outputs"][key]

    def database_account(self, service):
        """A client of the database account."""
        return self.world.account("database").client(service)

    def redpanda_account(self, service):
        """A client of the pipeline's account."""
        return self.world.account("redpanda").client(service)

    def sql(self, *statements):
        """As the superuser."""
        with self.world.database() as connection:
            for statement in statements:
                connection.execute(statement)

    def change_record(self, kind, name, **changed):
        """Another setting of something in Redpanda."""
        record_id = self.id(name)
        store = self.redpanda.store
        store.put(kind, record_id, store.read(kind)[record_id] | changed)

    def add_partitions(self, name, count):
        """Up to this many; no broker takes one away."""
        if self.redpanda.kafka is not None:
            self.redpanda.kafka.add_partitions(self.id(name), count)
        self.change_record("topics", name, partitionCount=count)

    def change_mechanism(self, name, mechanism):
        """Let a user log in by this mechanism, and by the one it has no more."""
        if self.redpanda.kafka is not None:
            self.redpanda.kafka.upsert_scram_user(self.id(name), "by-hand", mechanism)
            self.redpanda.kafka.delete_scram_user(self.id(name), self.output(name, "mechanism"))
        self.change_record("users", name, mechanism=mechanism)

    def delete_in_redpanda(self, name):
        """As the delete button of Redpanda's console, which asks for no `allowDeletion`."""
        resource = self.made[name]
        RESOURCES[resource["type"]].delete(self.redpanda, resource["id"], resource["outputs"] | {"allowDeletion": True})

    def policy(self, name):
        """An inline policy as IAM's operations name it."""
        role, _, policy_name = self.id(name).partition(":")
        return {"RoleName": role, "PolicyName": policy_name}

    def stop_pipeline(self, name):
        """As the Stop button of Redpanda's console."""
        self.redpanda.stop_pipeline(self.id(name))
        self.change_record("pipelines", name, state="stopped")
