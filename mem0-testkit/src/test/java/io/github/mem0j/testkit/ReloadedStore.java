package io.github.mem0j.testkit;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.transfer.MemoryExport;
import io.github.mem0j.transfer.MemoryImport;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An embedded store that is exported, thrown away and imported again after every write: whatever an export loses, the
 * next read misses. One call at a time.
 */
final class ReloadedStore {
    private static final Set<String> ADMIN_WRITES = Set.of("erase", "restore", "purgeExpired");

    private final EmbeddedMemoryStore.Builder builder;
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private EmbeddedMemoryStore current;

    private ReloadedStore(StoreSettings settings, Path file) {
        this.builder = EmbeddedMemoryStore.builder().clock(settings.clock()).limits(settings.limits());
        this.file = file;
        this.current = builder.build();
    }

    static MemoryStore create(StoreSettings settings, Path file) {
        ReloadedStore store = new ReloadedStore(settings, file);
        return proxy(MemoryStore.class, store::call);
    }

    private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("unwrap")) {
            Class<?> type = (Class<?>) arguments[0];
            return type == StoreAdmin.class
                    ? Optional.of(proxy(StoreAdmin.class, this::callAdmin))
                    : Optional.ofNullable(type.isInstance(proxy) ? proxy : null);
        }
        boolean write = isOperation(method)
                && Operation.valueOf(method.getName().toUpperCase(Locale.ROOT)).isWrite();
        return locked(write, method, () -> current, arguments);
    }

    private static boolean isOperation(Method method) {
        return method.getParameterCount() == 1 && method.getDeclaringClass() == MemoryStore.class;
    }

    private Object callAdmin(Object proxy, Method method, Object[] arguments) throws Throwable {
        boolean write = ADMIN_WRITES.contains(method.getName());
        return locked(write, method, () -> StoreAdmin.of(current), arguments);
    }

    private interface Target {
        Object get();
    }

    private Object locked(boolean write, Method method, Target target, Object[] arguments) throws Throwable {
        lock.lock();
        try {
            Object result = method.invoke(target.get(), arguments);
            if (write) {
                reload();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            lock.unlock();
        }
    }

    private void reload() throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            MemoryExport.toStream(current, out);
        }
        current.close();
        current = MemoryImport.load(file, builder);
    }

    private interface Handler {
        Object call(Object proxy, Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler::call));
    }
}
