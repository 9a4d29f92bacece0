"""Ground floor: no domain word. Ids, errors, outbox, jobs, states, files, links, Chile's formats."""
