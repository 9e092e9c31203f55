package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A method that a base forgot would go to the interface's default, past the layer, once there is one. */
class LayerBasesTest {
    @Test
    void bothStoreBasesDeclareEveryMethodOfTheStore() {
        assertThat(signatures(MemoryStore.class)).hasSize(10);
        assertThat(signatures(ForwardingMemoryStore.class)).containsAll(signatures(MemoryStore.class));
        assertThat(signatures(InterceptingMemoryStore.class)).containsAll(signatures(MemoryStore.class));
    }

    @Test
    void bothAdminBasesDeclareEveryMethodOfTheAdmin() throws ClassNotFoundException {
        Class<?> intercepted = Class.forName("io.github.mem0j.layer.InterceptedAdmin");

        assertThat(signatures(StoreAdmin.class)).hasSize(11);
        assertThat(signatures(ForwardingStoreAdmin.class)).containsAll(signatures(StoreAdmin.class));
        assertThat(signatures(intercepted)).containsAll(signatures(StoreAdmin.class));
    }

    /** Of the instance methods that the type itself declares: names and types of parameters. */
    private static List<String> signatures(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !Modifier.isAbstract(method.getModifiers()) || type.isInterface())
                .map(LayerBasesTest::signature)
                .toList();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
