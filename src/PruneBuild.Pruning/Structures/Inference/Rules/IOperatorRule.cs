namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>The equations between the dimensions of an operator's inputs and outputs.</summary>
internal interface IOperatorRule
{
    /// <summary>Operator types it is for: the bare name in the default domain, <c>domain::Name</c> in others.</summary>
    IReadOnlyList<string> Operators { get; }

    /// <summary>States the equations of one node.</summary>
    /// <exception cref="RuleMissesException">The node uses the operator in a way that the rule does not cover.</exception>
    void Apply(NodeScope scope);
}
