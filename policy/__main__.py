"""Two ways in: `python -m policy` judges the programs on mocks; Pulumi runs this directory as its policy pack."""

import sys
from pathlib import Path

if __package__:
    import typer

    from policy.command import main

    typer.run(main)
else:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # `policy` and `domain` are the repository's

    from policy import config
    from policy.pack import serve

    try:
        loaded = config.load()
    except config.ConfigError as error:
        sys.exit(str(error))
    serve(loaded)
