package io.github.mem0j.observation;

import io.github.mem0j.store.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was counted since the start or a reset. Lock-free. */
final class Period {
    private static final Map<Operation, String> NAMES = new EnumMap<>(Operation.class);

    static {
        for (Operation operation : Operation.values()) {
            NAMES.put(operation, operation.name().toLowerCase(Locale.ROOT));
        }
    }

    /** The eight first, in their order; then operators' calls by name. */
    private static final Comparator<String> ORDER = Comparator.comparing((String name) -> {
                int position = List.copyOf(NAMES.values()).indexOf(name);
                return position < 0 ? NAMES.size() : position;
            })
            .thenComparing(name -> name);

    private final long start;
    private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();

    Period(long start) {
        this.start = start;
    }

    static String name(Operation operation) {
        return NAMES.getOrDefault(operation, "");
    }

    Recorder recorder(String operation) {
        Recorder recorder = recorders.get(operation);
        return recorder == null ? recorders.computeIfAbsent(operation, name -> new Recorder()) : recorder;
    }

    ObservationStatistics statistics(String observation, long now) {
        List<OperationStatistics> operations = new ArrayList<>();
        recorders.forEach((name, recorder) -> operations.add(recorder.statistics(name)));
        operations.sort(Comparator.comparing(OperationStatistics::operation, ORDER));
        return new ObservationStatistics(observation, Duration.ofNanos(now - start), operations);
    }
}
