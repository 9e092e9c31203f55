package io.github.mem0j.store;

/** A request that changes what is stored. */
public sealed interface WriteRequest extends StoreRequest
        permits AddRequest, UpdateRequest, DeleteRequest, RelateRequest {
    @Override
    WriteRequest withDeadline(Deadline deadline);
}
