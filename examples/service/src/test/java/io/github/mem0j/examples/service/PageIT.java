package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mem0j.testkit.TestEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
class PageIT {
    @TempDir
    Path profile;

    @Test
    void showsAnswersLayersAndBreakers() throws IOException, InterruptedException {
        Optional<Path> program = Browser.program();
        assumeTrue(
                program.isPresent(),
                "No chromium on the PATH: the page is not tested. Install Debian's package chromium, or name the program"
                        + " in MEM0_TEST_CHROMIUM");
        try (MemoryService service = MemoryService.start(Servers.settings(), TestEmbedder.create());
                Browser browser = Browser.open(program.get(), profile, "http://127.0.0.1:" + service.port() + "/")) {
            Client client = new Client(service);
            client.add("mara", "Drinks oolong in the afternoon");
            client.add("mara", "<b onclick=alert(1)>Adopted</b> a cat");
            browser.waitFor("document.querySelector('#status').textContent === 'up'");

            browser.type("#query", "oolong in the afternoon");
            browser.waitFor("document.querySelectorAll('#results li').length === 2");
            assertThat(browser.evaluate("document.querySelector('#results li').innerText"))
                    .contains("Drinks oolong in the afternoon");
            assertThat(browser.evaluate("document.querySelector('#results').innerText"))
                    .contains("<b onclick=alert(1)>");
            assertThat(browser.evaluate("document.querySelector('#origin').innerText"))
                    .contains("from ");
            assertThat(browser.evaluate("document.querySelector('#legend').innerText"))
                    .containsPattern("http [0-9.–]+ ms")
                    .contains("stack");
            for (String layer : LayerTimes.LAYERS) {
                browser.waitFor("document.querySelector('[data-layer=" + layer + "]').dataset.calls > 0");
            }
            browser.click("#again");
            browser.waitFor("document.querySelector('#origin').innerText.includes('from local')");
            browser.waitFor(breakerIs("closed"));
            screenshot(browser, "page-up.png");

            Servers.POSTGRES.stop();
            browser.waitFor("document.querySelector('#servers [data-name=postgres]').dataset.state === 'down'");
            assertThat(browser.evaluate("document.querySelectorAll('#results li').length"))
                    .isEqualTo("2"); // from the heap
            browser.type("#user", "x"); // nobody the heap knows
            for (int i = 0; i < 6; i++) {
                Client.Answer refused = client.search("stranger" + i, "tea");
                assertThat(refused.status()).isEqualTo(503);
            }
            browser.waitFor(breakerIs("open"));
            browser.waitFor("document.querySelector('#status').textContent === 'down'");
            screenshot(browser, "page-down.png");

            Servers.POSTGRES.restart();
            browser.waitFor("document.querySelector('#status').textContent === 'up'");
            browser.waitFor(breakerIs("closed")); // by the searches of the page
            browser.type("#text", "Back again");
            browser.click("#remember button");
            browser.waitFor("document.querySelector('#remembered').innerText.startsWith('remembered')");
            browser.waitFor("document.querySelector('#results').innerText.includes('Back again')");
        }
    }

    private static String breakerIs(String state) {
        return "document.querySelector('#breakers [data-name=postgres]').dataset.state === '" + state + "'";
    }

    private static void screenshot(Browser browser, String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        browser.screenshot(folder.resolve(name));
        assertThat(folder.resolve(name)).isNotEmptyFile();
    }
}
