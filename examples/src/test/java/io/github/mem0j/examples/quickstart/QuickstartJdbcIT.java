package io.github.mem0j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real PostgreSQL; how well it finds is another test's matter. */
class QuickstartJdbcIT {
    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @Test
    void remembersInTheDatabaseFromOneRunToTheNext() {
        String url = postgres.jdbcUrl() + "?user=" + postgres.user() + "&password=" + postgres.password();

        Run first = Run.of(LettersModel::new, "jdbc", url);
        Run second = Run.of(LettersModel::new, "jdbc", url, "ask", "Which dog?");

        assertThat(first.err()).isEmpty();
        assertThat(first.out()).contains("source: pgvector").doesNotContain(postgres.password());
        assertThat(second.out()).contains("The database holds 109 memories of earlier runs; nothing was added");
        assertThat(second.status()).isZero();
    }

    @Test
    void saysWhatIsWrongWithAPlace() {
        Run noUrl = Run.of(LettersModel::new, "jdbc", "localhost/agents");
        assertThat(noUrl.status()).isEqualTo(2);
        assertThat(noUrl.err()).contains("jdbc:postgresql://");

        Run both = Run.of(LettersModel::new, "jdbc", postgres.jdbcUrl(), "memory", "m.jsonl");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("choose one");

        Run wrongPassword = Run.of(LettersModel::new, "jdbc", postgres.jdbcUrl() + "?user=nobody&password=nothing");
        assertThat(wrongPassword.status()).isEqualTo(2);
        assertThat(wrongPassword.err()).contains("nobody").doesNotContain("nothing");
    }
}
