package io.github.mem0j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What was measured on, without names of hosts or folders. */
final class Machine {
    private Machine() {}

    static Map<String, String> describe() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, String> facts = new TreeMap<>();
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", Math.round(system.getTotalMemorySize() / 1e9) + " GB");
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put(
                "load before",
                Numbers.read(Math.max(0, system.getSystemLoadAverage())) + " (processes that ran or waited)");
        return facts;
    }

    /** Of libraries; Maven writes them. */
    static Map<String, String> versions() {
        Properties properties = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> versions = new TreeMap<>();
        properties.forEach((name, version) -> versions.put(name.toString().replace('_', ' '), version.toString()));
        return versions;
    }
}
