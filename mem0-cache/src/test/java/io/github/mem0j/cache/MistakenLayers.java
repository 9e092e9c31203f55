package io.github.mem0j.cache;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Layers around a cache in Redis which make a mistake in its name, or in that of the local cache above them. */
final class MistakenLayers {
    private MistakenLayers() {}

    /** A feed that says it is live, come what may, and forgets nothing when it is lost. */
    static MemoryStore alwaysLive(MemoryStore inner) {
        return new OtherFeed(inner) {
            @Override
            public boolean isLive() {
                return true;
            }

            @Override
            public void listen(Listener listener) {
                super.listen(new WithoutLoss(listener));
            }
        };
    }

    /** A feed whose losses forget nothing. */
    static MemoryStore deafToLoss(MemoryStore inner) {
        return new OtherFeed(inner) {
            @Override
            public void listen(Listener listener) {
                super.listen(new WithoutLoss(listener));
            }
        };
    }

    private record WithoutLoss(InvalidationFeed.Listener listener) implements InvalidationFeed.Listener {
        @Override
        public void ended(long owner, int generations) {
            listener.ended(owner, generations);
        }

        @Override
        public void erased(long owner) {
            listener.erased(owner);
        }

        @Override
        public void lost() {}
    }

    /** A feed that is live as soon as it is lost and found, without waiting for proof that messages arrive. */
    static MemoryStore liveWithoutProof(MemoryStore inner) {
        AtomicBoolean found = new AtomicBoolean(true);
        return new OtherFeed(inner) {
            @Override
            public boolean isLive() {
                return found.get();
            }
        };
    }

    /** A feed that does not tell of what this JVM itself ended. */
    static MemoryStore withoutOwn(MemoryStore inner) {
        Thread own = Thread.currentThread();
        return new OtherFeed(inner) {
            @Override
            public void listen(Listener listener) {
                super.listen(new Listener() {
                    @Override
                    public void ended(long owner, int generations) {
                        if (Thread.currentThread() != own) {
                            listener.ended(owner, generations);
                        }
                    }

                    @Override
                    public void erased(long owner) {
                        listener.erased(owner);
                    }

                    @Override
                    public void lost() {
                        listener.lost();
                    }
                });
            }
        };
    }

    /** A layer through which no feed is seen. */
    static MemoryStore withoutFeed(MemoryStore inner) {
        return new ForwardingMemoryStore(inner) {
            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return type == InvalidationFeed.class ? Optional.empty() : super.unwrap(type);
            }
        };
    }

    /** A layer that takes every answer for one of this moment which everybody may keep. */
    static MemoryStore forgetfulOfProvenance(MemoryStore inner) {
        return new InterceptingMemoryStore(inner) {
            @Override
            @SuppressWarnings("unchecked") // the same type of result
            protected <R extends StoreResult> R around(Call<R> call) {
                R result = call.proceed();
                return (R)
                        result.withProvenance(Provenance.of(result.provenance().source()));
            }
        };
    }

    /** A layer that asks for any answer, whatever kind was wanted: what a careless refresh would say. */
    static MemoryStore askingForAnything(MemoryStore inner) {
        return new ForwardingMemoryStore(inner) {
            @Override
            public GetResult get(GetRequest request) {
                return super.get(request.withOptions(ReadOptions.DEFAULT));
            }
        };
    }

    /** A layer that hides that its caller was interrupted: the call looks as if the store had failed. */
    static MemoryStore hidingInterrupts(MemoryStore inner) {
        return new InterceptingMemoryStore(inner) {
            @Override
            protected <R extends StoreResult> R around(Call<R> call) {
                try {
                    return call.proceed();
                } catch (StoreUnavailableException e) {
                    boolean unused = Thread.interrupted();
                    throw e;
                }
            }
        };
    }

    /** A layer that says of each write that failed that it was not applied. */
    static MemoryStore certainOfOutcomes(MemoryStore inner) {
        return new InterceptingMemoryStore(inner) {
            @Override
            protected <R extends StoreResult> R around(Call<R> call) {
                try {
                    return call.proceed();
                } catch (StoreUnavailableException e) {
                    throw StoreUnavailableException.notApplied(e.getMessage(), e);
                }
            }
        };
    }

    /** Stands where the local cache looks for the feed, and passes on what it does not change. */
    private abstract static class OtherFeed extends ForwardingMemoryStore implements InvalidationFeed {
        private final InvalidationFeed feed;

        OtherFeed(MemoryStore inner) {
            super(inner);
            feed = inner.unwrap(InvalidationFeed.class).orElseThrow();
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return type == InvalidationFeed.class ? Optional.of(type.cast(this)) : super.unwrap(type);
        }

        @Override
        public long owner(MemoryScope scope) {
            return feed.owner(scope);
        }

        @Override
        public boolean isLive() {
            return feed.isLive();
        }

        @Override
        public void listen(Listener listener) {
            feed.listen(listener);
        }
    }
}
