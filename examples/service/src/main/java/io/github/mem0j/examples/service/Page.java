package io.github.mem0j.examples.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page, in three files. */
final class Page {
    private final Reply html = file("page.html", "text/html; charset=utf-8");
    private final Reply style = file("page.css", "text/css; charset=utf-8");
    private final Reply script = file("page.js", "text/javascript; charset=utf-8");

    Reply html() {
        return html;
    }

    Reply style() {
        return style;
    }

    Reply script() {
        return script;
    }

    private static Reply file(String name, String type) {
        try (InputStream in = Page.class.getResourceAsStream("/page/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new Reply(200, type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
