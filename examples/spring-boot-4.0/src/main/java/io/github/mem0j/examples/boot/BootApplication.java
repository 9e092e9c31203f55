package io.github.mem0j.examples.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A plain application; {@link MemoryConfiguration} is all that is mem0j's. */
@SpringBootApplication
public class BootApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(BootApplication.class, arguments);
    }
}
