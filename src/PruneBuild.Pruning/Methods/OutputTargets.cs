namespace PruneBuild.Pruning.Methods;

/// <summary>What a masked weight should put out on the features of the pruned model.</summary>
public enum OutputTargets
{
    /// <summary>What the same weight, dense, makes of those features.</summary>
    Own,

    /// <summary>What it puts out while its whole block is dense: within a block, later weights make up for earlier ones.</summary>
    Block,

    /// <summary>What it puts out in the model before the step: it also makes up for the blocks before it.</summary>
    Original,
}
