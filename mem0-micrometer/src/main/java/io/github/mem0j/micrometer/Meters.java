package io.github.mem0j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is registered in one registry, to be removed again. Registries hold what meters read by weak references; here the
 * functions hold this object, and it what they read, so that nobody has to keep anything.
 */
final class Meters {
    private final MeterRegistry registry;
    private final Tags common;
    private final List<Meter> registered = new ArrayList<>();

    Meters(MeterRegistry registry, Tags common) {
        this.registry = registry;
        this.common = common;
    }

    void counter(String name, String description, Tags tags, LongSupplier value) {
        registered.add(FunctionCounter.builder(name, this, self -> self.read(value))
                .description(description)
                .tags(common.and(tags))
                .register(registry));
    }

    private double read(LongSupplier value) {
        return value.getAsLong();
    }

    void timer(String name, String description, Tags tags, LongSupplier count, LongSupplier nanos) {
        registered.add(FunctionTimer.builder(
                        name, this, self -> count.getAsLong(), self -> self.read(nanos), TimeUnit.NANOSECONDS)
                .description(description)
                .tags(common.and(tags))
                .register(registry));
    }

    void gauge(String name, String description, @Nullable String unit, Tags tags, DoubleSupplier value) {
        registered.add(Gauge.builder(name, value::getAsDouble)
                .description(description)
                .baseUnit(unit)
                .tags(common.and(tags))
                .register(registry));
    }

    /** Of a time; below zero there is none. */
    void time(String name, String description, Tags tags, LongSupplier millis) {
        registered.add(TimeGauge.builder(
                        name, () -> millis.getAsLong() < 0 ? Double.NaN : millis.getAsLong(), TimeUnit.MILLISECONDS)
                .description(description)
                .tags(common.and(tags))
                .register(registry));
    }

    void remove() {
        registered.forEach(meter -> {
            Object unused = registry.remove(meter);
        });
        registered.clear();
    }
}
