namespace Engine.Kernels.Selection;

internal static partial class LogitSelection
{
    private static float MaxReference(ReadOnlySpan<float> row)
    {
        float max = row[0];
        foreach (float logit in row)
            if (logit > max || float.IsNaN(logit)) max = logit;
        return max;
    }

    private static int AtLeastReference(ReadOnlySpan<float> row, float threshold, Span<float> logits, Span<int> ids)
    {
        int count = 0;
        for (int id = 0; id < row.Length; id++)
        {
            if (row[id] < threshold) continue;
            (logits[count], ids[count]) = (row[id], id);
            count++;
        }
        return count;
    }

    /// <summary>Insertion into the list of the best so far: each candidate moves up past those it precedes.</summary>
    private static bool TopReference(ReadOnlySpan<float> row, int count, Span<float> logits, Span<int> ids)
    {
        int length = 0;
        for (int id = 0; id < row.Length; id++)
        {
            if (float.IsNaN(row[id])) return false;
            int at = length;
            while (at > 0 && Precedes(row[id], id, logits[at - 1], ids[at - 1])) at--;
            if (at == count) continue;
            length = Math.Min(length + 1, count);
            for (int i = length - 1; i > at; i--) (logits[i], ids[i]) = (logits[i - 1], ids[i - 1]);
            (logits[at], ids[at]) = (row[id], id);
        }
        return true;
    }
}
