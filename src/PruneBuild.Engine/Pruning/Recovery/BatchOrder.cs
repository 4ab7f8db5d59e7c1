namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Which batches make which step of a training: all of them in one shuffled order after the other, without end.</summary>
/// <param name="count">How many batches there are.</param>
/// <param name="perStep">How many of them make a step.</param>
/// <param name="seed">Seed of the orders.</param>
internal sealed class BatchOrder(int count, int perStep, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<int[]> rounds = [];

    /// <summary>The numbers of a step's batches.</summary>
    /// <param name="step">Counted from 0; any order of calls gives the same.</param>
    public int[] At(int step) => [.. Enumerable.Range(step * perStep, perStep).Select(place => Round(place / count)[place % count])];

    /// <summary>How many times all batches were seen before a step.</summary>
    public int Epoch(int step) => step * perStep / count;

    private int[] Round(int number)
    {
        while (rounds.Count <= number)
        {
            var order = Enumerable.Range(0, count).ToArray();
            random.Shuffle(order);
            rounds.Add(order);
        }

        return rounds[number];
    }
}
