namespace PruneBuild.Pruning.Masks.Allocation;

/// <summary>Settings of <see cref="EvolutionAllocation" />.</summary>
/// <param name="Generations">Generations behind the first.</param>
/// <param name="Population">Genomes in each, three at least.</param>
/// <param name="Seed">Of all draws.</param>
public sealed record EvolutionOptions(int Generations = 25, int Population = 25, int Seed = 0);
