package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of the {@link LayerLaws} a layer breaks. */
final class LawBreaks {
    private static final class Laws extends LayerLaws {
        private final UnaryOperator<MemoryStore> layer;
        private final Optional<String> whyRequestsDiffer;

        Laws(UnaryOperator<MemoryStore> layer, Optional<String> whyRequestsDiffer) {
            this.layer = layer;
            this.whyRequestsDiffer = whyRequestsDiffer;
        }

        @Override
        protected MemoryStore layerOver(MemoryStore inner) {
            return layer.apply(inner);
        }

        @Override
        protected Optional<String> whyRequestsDiffer() {
            return whyRequestsDiffer;
        }
    }

    private LawBreaks() {}

    static Set<String> of(UnaryOperator<MemoryStore> layer) {
        return of(layer, Optional.empty());
    }

    static Set<String> of(UnaryOperator<MemoryStore> layer, Optional<String> whyRequestsDiffer) {
        Set<String> broken = new TreeSet<>();
        for (Method law : laws()) {
            EnumSource operations = law.getAnnotation(EnumSource.class);
            if (operations == null) {
                check(law, new Laws(layer, whyRequestsDiffer), broken);
                continue;
            }
            for (Operation operation : Operation.values()) {
                if (operations.names().length == 0
                        || Arrays.asList(operations.names()).contains(operation.name())) {
                    check(law, new Laws(layer, whyRequestsDiffer), broken, operation);
                }
            }
        }
        return broken;
    }

    private static void check(Method law, LayerLaws suite, Set<String> broken, Object... arguments) {
        try {
            law.invoke(suite, arguments);
        } catch (InvocationTargetException e) {
            broken.add(law.getName());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    static List<Method> laws() {
        List<Method> laws = new ArrayList<>();
        for (Class<?> type = LayerLaws.class; type != Object.class; type = type.getSuperclass()) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class)
                            || method.isAnnotationPresent(ParameterizedTest.class))
                    .forEach(laws::add);
        }
        return laws;
    }
}
