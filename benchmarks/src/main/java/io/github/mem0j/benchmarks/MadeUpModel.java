package io.github.mem0j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** Knows the embeddings of all texts: Spring AI takes no vectors, so this is how precomputed ones get there. */
final class MadeUpModel implements EmbeddingModel {
    final Map<String, float[]> vectors = new ConcurrentHashMap<>();

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        List<Embedding> embeddings = new ArrayList<>();
        for (String text : request.getInstructions()) {
            embeddings.add(new Embedding(of(text), embeddings.size()));
        }
        return new EmbeddingResponse(embeddings);
    }

    @Override
    public float[] embed(String text) {
        return of(text);
    }

    @Override
    public float[] embed(Document document) {
        return of(String.valueOf(document.getText()));
    }

    @Override
    public int dimensions() {
        return Data.SPACE.dimensions();
    }

    private float[] of(String text) {
        float[] vector = vectors.get(text);
        if (vector == null) {
            throw new IllegalArgumentException("no embedding is known");
        }
        return vector;
    }
}
