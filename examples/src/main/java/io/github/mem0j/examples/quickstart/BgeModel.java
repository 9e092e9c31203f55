package io.github.mem0j.examples.quickstart;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * LangChain4j's {@code BgeSmallEnV15QuantizedEmbeddingModel}, the same vectors, with one thread for each text and as
 * many texts at once as there are processors. LangChain4j's own spreads each text over all of them: measured with two,
 * that takes half as long again for a batch, and on a busy machine several times as long.
 */
final class BgeModel extends AbstractInProcessEmbeddingModel {
    private final OnnxBertBiEncoder encoder;

    BgeModel() throws IOException, OrtException {
        super(null);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (InputStream model = open("/bge-small-en-v1.5-q.onnx");
                InputStream tokenizer = open("/bge-small-en-v1.5-q-tokenizer.json");
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            encoder = new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.CLS);
        }
    }

    private static InputStream open(String name) throws FileNotFoundException {
        InputStream in = BgeModel.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException(name + " on the class path");
        }
        return in;
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return BgeEmbedder.DIMENSIONS;
    }
}
