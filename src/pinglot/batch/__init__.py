"""Many articles into many locales: a driver, and workers of a Dask cluster.

The cut between them: the *driver* reads sources, plans what each article needs from the engine, puts the answers into
catalogs and articles, and is the only one that writes. A *worker* gets shards of sentences with their pins and answers
each by :func:`pinglot.pins.translate`, as a translation on one machine does; it sees no article and no file but its
model. So the results are byte for byte those of translating each article alone.

A sentence's key is a digest of all that its answer depends on: the text, its matches with the facts of their terms,
the pair, the engine's signature and the digest of its model, and pinglot's own code. Equal sentences of the whole
archive are translated once.

The journal keeps, in one SQLite file, the list of articles, every answer by its key, and what became of each article
in each locale. What is in it is never asked for again, and what is lost with it costs time alone: whether a unit is
done is for its catalog to say.

    sources ─▶ journal ─▶ driver ─ plan ─▶ pool ─▶ shards ─▶ workers
                                └─ finish ◀── answers (journal) ◀──┘
"""
