using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>What trials of one model with one method share: the data is read, and statistics are collected, once.</summary>
internal sealed class ModelMemory
{
    private readonly LoadedOnce data;

    /// <summary>Nothing is known yet.</summary>
    public ModelMemory()
        : this(new LoadedOnce(), new StepMemory())
    {
    }

    private ModelMemory(LoadedOnce data, StepMemory steps) => (this.data, Steps) = (data, steps);

    /// <summary>The data; null before the first trial.</summary>
    public Result<ModelData>? Data
    {
        get => data.Data;
        set => data.Data = value;
    }

    /// <summary>The first step's statistics and choices.</summary>
    public StepMemory Steps { get; }

    /// <summary>For each method of a sweep its memory: they share the data, and one pass over it measures what that method and
    /// those after it need.</summary>
    /// <param name="firstSteps">The first step of each method, its budget aside.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    public static IReadOnlyList<ModelMemory> ForMethods(IReadOnlyList<PruneStep> firstSteps, int seed)
    {
        var (data, shared, taught) = (new LoadedOnce(), new SharedStatistics(), new TeacherMemory());
        return
        [
            .. firstSteps.Select((_, i) => new ModelMemory(data, new StepMemory
            {
                Shared = shared, Coming = Measuring(firstSteps.Skip(i + 1), seed), Taught = taught,
            })),
        ];
    }

    /// <summary>The recipes among steps that choose from statistics of the original; other steps measure as they go.</summary>
    private static PruneRecipe[] Measuring(IEnumerable<PruneStep> steps, int seed) =>
    [
        .. steps.Where(step => StepKinds.Of(step) == StepKind.Structures)
            .Select(step => Recipes.Of(step, seed)).Where(recipe => recipe.IsOk).Select(recipe => recipe.Value!),
    ];

    private sealed class LoadedOnce
    {
        public Result<ModelData>? Data { get; set; }
    }
}
