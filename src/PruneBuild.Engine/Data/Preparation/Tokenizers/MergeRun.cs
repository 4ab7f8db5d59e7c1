namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>Pieces in a row, whose neighbours merge: of all pairs that are a piece together, the one of the highest score first,
/// the leftmost of equals.</summary>
/// <param name="vocabulary">The pieces.</param>
/// <param name="start">Numbers of the pieces to begin with.</param>
internal sealed class MergeRun(PieceVocabulary vocabulary, IReadOnlyList<int> start)
{
    private const int Gone = -1;

    private readonly int[] numbers = [.. start];
    private readonly int[] next = [.. Enumerable.Range(1, start.Count)];
    private readonly int[] previous = [.. Enumerable.Range(-1, start.Count)];
    private readonly PriorityQueue<Pair, (float MinusScore, int Place)> waiting = new();

    /// <summary>The pieces that are there, from left to right.</summary>
    public IEnumerable<long> Numbers => numbers.Where(number => number != Gone).Select(number => (long)number);

    /// <summary>Merges until no two neighbours are a piece together.</summary>
    public void Merge()
    {
        for (var place = 0; place < numbers.Length - 1; place++)
            Wait(place);
        while (waiting.TryDequeue(out var pair, out _))
        {
            // One of the two may have merged with another since.
            var right = next[pair.Place];
            if (numbers[pair.Place] != pair.Left || right >= numbers.Length || numbers[right] != pair.Right)
                continue;
            (numbers[pair.Place], numbers[right]) = (pair.Merged, Gone);
            next[pair.Place] = next[right];
            if (next[right] < numbers.Length)
                previous[next[right]] = pair.Place;
            Wait(pair.Place);
            if (previous[pair.Place] >= 0)
                Wait(previous[pair.Place]);
        }
    }

    private void Wait(int place)
    {
        if (next[place] >= numbers.Length)
            return;
        var (left, right) = (numbers[place], numbers[next[place]]);
        var merged = vocabulary.Find(vocabulary.Piece(left) + vocabulary.Piece(right));
        if (merged >= 0)
            waiting.Enqueue(new Pair(place, left, right, merged), (-vocabulary.Score(merged), place));
    }

    private readonly record struct Pair(int Place, int Left, int Right, int Merged);
}
