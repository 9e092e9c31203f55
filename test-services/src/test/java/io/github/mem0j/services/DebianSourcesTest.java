package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DebianSourcesTest {
    @Test
    void readsLines() {
        String text = """
                # deb http://commented.example/debian bookworm main
                deb [arch=amd64 signed-by=/nowhere.gpg] http://one.example/debian bookworm main contrib # ours
                deb-src http://source.example/debian bookworm main
                deb http://security.example/debian-security bookworm-security main
                deb http://other.example/apt noble main
                deb http://two.example/debian trixie contrib
                """;

        assertThat(DebianSources.lines(text))
                .extracting(DebianSources.Mirror::uri)
                .containsExactly("http://one.example/debian");
    }

    @Test
    void readsStanzas() {
        String text = """
                Types: deb deb-src
                # A remark
                URIs: http://one.example/debian http://two.example/debian
                Suites: bookworm bookworm-updates
                Components: main
                Signed-By: /nowhere.gpg

                Enabled: no
                Types: deb
                URIs: http://three.example/debian
                Suites: bookworm
                Components: main

                Types: deb
                URIs: http://four.example/debian-security
                Suites: bookworm-security
                Components: main
                """;

        assertThat(DebianSources.stanzas(text))
                .extracting(DebianSources.Mirror::uri)
                .containsExactly("http://one.example/debian", "http://two.example/debian");
    }

    @Test
    void trustsTheKeyringAlone() {
        assertThat(new DebianSources.Mirror("http://one.example/debian", "/keys.gpg").line("trixie"))
                .isEqualTo("deb [signed-by=/keys.gpg] http://one.example/debian trixie main\n");
        assertThat(new DebianSources.Mirror("http://one.example/debian", "").line("trixie"))
                .isEqualTo("deb http://one.example/debian trixie main\n");
    }
}
