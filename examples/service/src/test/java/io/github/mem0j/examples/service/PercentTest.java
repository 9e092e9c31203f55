package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {
    @Test
    void takesAnEncodedSlashForAPartOfItsPart() {
        assertThat(Percent.path("/users/a%2Fb+%C3%BC")).containsExactly("users", "a/b+ü");
        assertThat(Percent.path("/")).containsExactly("");
        assertThat(Percent.path("/users/..%2f")).containsExactly("users", "../");
    }

    @Test
    void readsParameters() {
        assertThat(Percent.query("a=1%26&b=x+y&c"))
                .containsEntry("a", "1&")
                .containsEntry("b", "x y")
                .containsEntry("c", "");
        assertThat(Percent.query(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%ff", "a=%C3", "a=ü", "a=%ED%A0%80", "a=1&a=2"})
    void refusesWhatItWouldHaveToGuess(String query) {
        assertThatThrownBy(() -> Percent.query(query))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status).isEqualTo(400));
    }
}
