using PruneBuild.Inference;

namespace PruneBuild.Engine.Measuring;

/// <summary>Which positions of a padded record are real, and what stands behind each.</summary>
internal static class Positions
{
    /// <summary>Which of a record's rows count; empty when all do.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The record's row in it.</param>
    /// <param name="rows">Rows of the record's answer; a mask over something else says nothing about them.</param>
    public static bool[] Counting(Batch batch, int row, int rows)
    {
        if (batch.RowMask is not { } mask || rows <= 1 || mask.Shape[1] != rows)
            return [];
        return Array.ConvertAll(mask.ToFloats()[(row * rows)..((row + 1) * rows)], value => value > 0);
    }

    /// <summary>For each position of a record the token that follows; −1 at the end and where padding follows.</summary>
    public static int[] NextTokens(Batch batch, string input, int row)
    {
        var tokens = batch.Inputs[input];
        var length = (int)tokens.Shape[1];
        var ids = tokens.ToInt64s().AsSpan(row * length, length);
        var counts = Counting(batch, row, length);
        var next = new int[length];
        for (var position = 0; position < length; position++)
        {
            var follows = position + 1 < length && (counts.Length == 0 || counts[position + 1]);
            next[position] = follows ? (int)ids[position + 1] : -1;
        }

        return next;
    }
}
