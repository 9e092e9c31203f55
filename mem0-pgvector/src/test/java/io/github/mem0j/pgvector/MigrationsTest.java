package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    /** In comments too: Flyway would look for values of what is left. */
    @Test
    void fillsInEveryPlaceholder() {
        String sql = sql("mem0", "memory", ElementType.VECTOR, 384);
        assertThat(sql)
                .doesNotContain("${")
                .contains("\"mem0\".\"memory\" (", "\"mem0\".\"memory_relation\"", "\"public\".vector(384)")
                .contains("SET STORAGE PLAIN", "\"memory_by_list\"", "VALUES (1, 'vector', 384)");
    }

    @Test
    void embeddingsThatDoNotFitAPageGoOutOfTheirRows() {
        assertThat(sql("s", "t", ElementType.VECTOR, 1_748)).contains("STORAGE PLAIN");
        assertThat(sql("s", "t", ElementType.VECTOR, 1_749)).contains("STORAGE EXTERNAL");
        assertThat(sql("s", "t", ElementType.HALFVEC, 3_496)).contains("STORAGE PLAIN");
        assertThat(sql("s", "t", ElementType.HALFVEC, 3_497)).contains("STORAGE EXTERNAL");
    }

    @Test
    void namesThatLookLikePlaceholdersAreTakenAsTheyAre() {
        String sql = sql("${meta}", "${memory}$1\\", ElementType.HALFVEC, 8);
        assertThat(sql).contains("CREATE TABLE \"${meta}\".\"${memory}$1\\\" (");
        assertThat(sql).contains("\"${meta}\".\"${memory}$1\\_meta\"");
    }

    @Test
    void theBuilderGivesAllOfThem() {
        List<String> all = PgVectorMemoryStore.builder().dimensions(8).migrations("ext");
        assertThat(all)
                .hasSize(Migrations.CURRENT)
                .allSatisfy(sql -> assertThat(sql).doesNotContain("${"));
        assertThat(all.get(0)).contains("\"ext\".vector(8)");
    }

    private static String sql(String schema, String table, ElementType element, int dimensions) {
        VectorFormat format = new VectorFormat(element, 1, 2);
        return new Migrations(new Layout(new Names(schema, table), "public", format), dimensions).sql(1);
    }
}
