namespace PruneBuild.Pruning.Planning;

/// <summary>One move of an allocation: a group goes on to a smaller choice.</summary>
/// <param name="Group">Index into the list of choices.</param>
/// <param name="Choice">Index of the choice that it goes to.</param>
internal readonly record struct AllocationStep(int Group, int Choice);
