"""Two ways in: `python -m policy` judges the programs on mocks; Pulumi runs this directory as its policy pack."""

import sys

if __package__:
    import typer

    from policy.command import main

    typer.run(main)
else:
    from policy import config
    from policy.pack import serve

    try:
        loaded = config.load()
    except config.ConfigError as error:
        sys.exit(str(error))
    serve(loaded)
