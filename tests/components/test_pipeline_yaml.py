from components.pipeline_yaml import config_yaml
from tests.conftest import REPOSITORY
from tests.domain.test_connect_config import SOURCE, TARGET  # the values that the kept file was made of

KEPT = REPOSITORY / "tests" / "components" / "postgres_pipeline.yaml"


def test_the_configuration_for_postgresql_is_byte_for_byte_what_it_was():
    """Any other text restarts the pipelines of every stack at its next `up`; who means it writes the file anew."""
    assert config_yaml(SOURCE, TARGET, 7) == KEPT.read_text()
