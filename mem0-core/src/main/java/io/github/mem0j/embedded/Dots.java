package io.github.mem0j.embedded;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dot products of a query with the {@link VectorTable#LANES} rows of a group, in single precision. */
interface Dots {
    /** In plain Java, or by the Vector API where the JVM was started with {@code --add-modules jdk.incubator.vector}. */
    Dots FASTEST = fastest(ModuleLayer.boot());

    /**
     * Each is a sum of the products in any order, with or without rounding of the products: {@link VectorTable} reckons
     * with the error of the worst.
     *
     * @param values the group starts at {@code from}, its rows interleaved
     * @param dots where they are put
     */
    void of(float[] values, int from, float[] query, float[] dots);

    /** The Vector API is an incubator, which may be absent, or another than the one that this was compiled with. */
    static Dots fastest(ModuleLayer modules) {
        Logger log = LoggerFactory.getLogger(Dots.class);
        if (modules.findModule("jdk.incubator.vector").isPresent()) {
            try {
                Dots vector = Class.forName("io.github.mem0j.embedded.VectorApiDots")
                        .asSubclass(Dots.class)
                        .getDeclaredConstructor()
                        .newInstance();
                vector.of(new float[3 * VectorTable.LANES], 0, new float[3], new float[VectorTable.LANES]); // links it
                log.info("Searches use the Vector API");
                return vector;
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                log.info("Searches do not use the Vector API, which does not work here", e);
            }
        }
        return new PlainDots();
    }
}
