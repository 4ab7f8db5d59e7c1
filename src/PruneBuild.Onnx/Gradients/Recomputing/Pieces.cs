namespace PruneBuild.Onnx.Gradients.Recomputing;

/// <summary>A forward part in pieces, one after the other: what goes from piece to piece is kept for the backward part,
/// the rest is made again.</summary>
internal sealed class Pieces
{
    private const int Most = 64;

    private readonly ForwardPart forward;
    private readonly int[] pieceOf;
    private readonly HashSet<string> again;

    private Pieces(ForwardPart forward, IReadOnlyCollection<int> ends)
    {
        this.forward = forward;
        Count = ends.Count + 1;
        pieceOf = new int[forward.Nodes.Count];
        for (var i = 1; i < pieceOf.Length; i++)
            pieceOf[i] = pieceOf[i - 1] + (ends.Contains(i - 1) ? 1 : 0);
        again = forward.Makers.Keys
            .Where(value => forward.CanBeMadeAgain(value) && PieceOf(value) < Count - 1 && !Crosses(value)).ToHashSet();
        var stored = forward.Read.ToLookup(again.Contains);
        Peak = stored[false].Sum(forward.Bytes)
            + stored[true].GroupBy(PieceOf).Select(piece => piece.Sum(forward.Bytes)).DefaultIfEmpty(0).Max();
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Bytes that are held at once for the backward part: what is kept, and one piece.</summary>
    public double Peak { get; }

    /// <summary>The division that holds least at once.</summary>
    /// <remarks>Chen, Xu, Zhang, Guestrin: Training deep nets with sublinear memory cost, 2016 (arXiv 1604.06174): of pieces of
    /// equal size the best number is near the root of the number of layers; here all numbers up to 64 are tried, each cut made
    /// where least crosses.</remarks>
    public static Pieces Best(ForwardPart forward)
    {
        var total = forward.Read.Sum(forward.Bytes);
        var (crossing, stored) = (Crossing(forward), new double[forward.Nodes.Count]);
        foreach (var value in forward.Read)
            stored[forward.Makers[value]] += forward.Bytes(value);
        return Enumerable.Range(1, Most).Select(count => new Pieces(forward, Ends(stored, crossing, total / count)))
            .MinBy(pieces => pieces.Peak)!;
    }

    /// <summary>The piece that makes a value.</summary>
    public int PieceOf(string value) => pieceOf[forward.Makers[value]];

    /// <summary>True when the backward part makes the value again; the last piece is needed first, and is kept.</summary>
    public bool IsMadeAgain(string value) => again.Contains(value);

    private bool Crosses(string value) => forward.LastReaders.TryGetValue(value, out var reader) && pieceOf[reader] > PieceOf(value);

    /// <summary>Last nodes of pieces of about this size: each where least crosses, in the second half of the size.</summary>
    private static HashSet<int> Ends(double[] stored, double[] crossing, double size)
    {
        var ends = new HashSet<int>();
        var (held, best) = (0.0, -1);
        for (var i = 0; i < stored.Length; i++)
        {
            held += stored[i];
            if (held >= size / 2 && (best < 0 || crossing[i] <= crossing[best]))
                best = i;
            if (held < size || best < 0)
                continue;
            ends.Add(best);
            held = stored.Take(i + 1).Skip(best + 1).Sum();
            best = -1;
        }

        return ends;
    }

    /// <summary>Bytes that are read behind each node and were made before it or by it.</summary>
    private static double[] Crossing(ForwardPart forward)
    {
        var change = new double[forward.Nodes.Count + 1];
        foreach (var (value, reader) in forward.LastReaders.Where(pair => !forward.IsFixed(pair.Key)))
        {
            change[forward.Makers[value]] += forward.Bytes(value);
            change[reader] -= forward.Bytes(value);
        }

        var crossing = new double[forward.Nodes.Count];
        for (var i = 0; i < crossing.Length; i++)
            crossing[i] = change[i] + (i > 0 ? crossing[i - 1] : 0);
        return crossing;
    }
}
