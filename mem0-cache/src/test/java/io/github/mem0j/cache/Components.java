package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.store.ReadRequest;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The components of records, by reflection: one that is added is not forgotten. */
final class Components {
    private Components() {}

    static List<String> of(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** The record with one component replaced. */
    @SuppressWarnings("unchecked")
    static <R> R with(R object, String component, Object value) {
        RecordComponent[] components = object.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(each -> each.getName().equals(component) ? value : get(each, object))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (R) object.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot replace " + component + " of " + object, e);
        }
    }

    /** What a request asks, equal for requests that ask the same. */
    static List<Object> question(ReadRequest request) {
        List<Object> question = new ArrayList<>(List.of(request.operation()));
        for (RecordComponent component : request.getClass().getRecordComponents()) {
            Object value = get(component, request);
            if (value instanceof MemoryFilter filter) {
                question.add(ByteBuffer.wrap(filter.canonicalForm()));
            } else if (!component.getName().equals("options")) {
                question.add(value);
            }
        }
        return question;
    }

    private static Object get(RecordComponent component, Object object) {
        try {
            return component.getAccessor().invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + component, e);
        }
    }
}
