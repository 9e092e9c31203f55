package io.github.mem0j.neo4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.neo4j.driver.Driver;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.AsyncTransaction;

/** Notes each statement that goes through a driver, with its parameters. */
final class RecordingDriver {
    private final Map<String, Map<String, Object>> statements = new LinkedHashMap<>();
    private final Driver driver;

    private RecordingDriver(Driver real) {
        driver = recording(Driver.class, real);
    }

    static RecordingDriver around(Driver real) {
        return new RecordingDriver(real);
    }

    Driver driver() {
        return driver;
    }

    Map<String, Map<String, Object>> statements() {
        return statements;
    }

    @SuppressWarnings("unchecked")
    private Object call(Object real, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("runAsync") && arguments[0] instanceof String text) {
            statements.putIfAbsent(text, (Map<String, Object>) arguments[1]);
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (result instanceof AsyncSession session) {
            return recording(AsyncSession.class, session);
        }
        return method.getName().equals("beginTransactionAsync")
                ? ((CompletionStage<AsyncTransaction>) result)
                        .thenApply(each -> recording(AsyncTransaction.class, each))
                : result;
    }

    private <T> T recording(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(real, method, arguments)));
    }
}
