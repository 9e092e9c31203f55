package io.github.mem0j.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The mirrors of Debian's main archive that this machine uses: no host is named in this project. */
final class DebianSources {
    private static final Path APT = Path.of("/etc/apt");
    private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final List<String> SUITES =
            List.of("bullseye", "bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable", "oldstable");

    /** @param keyring the file with the keys that sign it, or empty for those apt trusts anyway */
    record Mirror(String uri, String keyring) {
        /** In apt's one-line style. */
        String line(String release) {
            return "deb " + (keyring.isEmpty() ? "" : "[signed-by=" + keyring + "] ") + uri + " " + release + " main\n";
        }
    }

    private DebianSources() {}

    static List<Mirror> mirrors() throws IOException {
        List<Mirror> mirrors = new ArrayList<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            mirrors.addAll(file.toString().endsWith(".sources") ? stanzas(text) : lines(text));
        }
        return mirrors.stream().distinct().toList();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isReadable(APT.resolve("sources.list"))) {
            files.add(APT.resolve("sources.list"));
        }
        Path parts = APT.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            try (Stream<Path> listed = Files.list(parts)) {
                listed.filter(Files::isReadable)
                        .filter(file -> file.toString().matches(".*\\.(list|sources)"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    /** The style of *.list: deb [options] uri suite components. */
    static List<Mirror> lines(String text) {
        List<Mirror> mirrors = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String plain =
                    line.replaceAll("\\[[^]]*]", " ").replaceAll("#.*", "").strip();
            List<String> words = List.of(plain.split("\\s+", -1));
            if (words.size() >= 4 && words.get(0).equals("deb")) {
                add(mirrors, List.of(words.get(1)), List.of(words.get(2)), words.subList(3, words.size()), line);
            }
        }
        return mirrors;
    }

    /** The style of *.sources: paragraphs of fields. */
    static List<Mirror> stanzas(String text) {
        List<Mirror> mirrors = new ArrayList<>();
        for (String stanza : text.replaceAll("(?m)^#.*\\R", "").split("\\R\\s*\\R", -1)) {
            if (field(stanza, "Types").contains("deb")
                    && !field(stanza, "Enabled").contains("no")) {
                String keys = "signed-by=" + String.join(" ", field(stanza, "Signed-By"));
                add(mirrors, field(stanza, "URIs"), field(stanza, "Suites"), field(stanza, "Components"), keys);
            }
        }
        return mirrors;
    }

    private static List<String> field(String stanza, String name) {
        return stanza.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .flatMap(line ->
                        Stream.of(line.substring(name.length() + 1).strip().split("\\s+", -1)))
                .toList();
    }

    private static void add(
            List<Mirror> mirrors, List<String> uris, List<String> suites, List<String> components, String options) {
        if (suites.stream().anyMatch(SUITES::contains) && components.contains("main")) {
            uris.forEach(uri -> mirrors.add(new Mirror(uri, keyring(options))));
        }
    }

    /** The one the source names, where it names a file that is there; Debian's own else. */
    private static String keyring(String options) {
        String named = options.replaceFirst("(?s).*signed-by=([^\\s\\],]*).*", "$1");
        if (named.startsWith("/") && Files.isReadable(Path.of(named))) {
            return named;
        }
        return Files.isReadable(KEYRING) ? KEYRING.toString() : "";
    }
}
