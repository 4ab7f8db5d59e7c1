namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>One integer of the graph's shape arithmetic, as an expression of dimension sizes and constants.</summary>
internal abstract record IntTerm
{
    /// <summary>The dimensions it reads.</summary>
    public abstract IEnumerable<Dim> Dims { get; }

    /// <summary>The constants it reads that lie in the model and could be edited.</summary>
    public abstract IEnumerable<ConstantSite> Sites { get; }

    /// <summary>Its value when atoms and constants have these values.</summary>
    public abstract double Evaluate(Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite);

    /// <summary>The value that a constant must take for the term to reach a target; null when the term cannot be inverted for it.</summary>
    public abstract double? Solve(double target, ConstantSite site, Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite);
}

/// <summary>An element of a constant, as one input of one node reads it: two readers of a shared constant can be told apart.</summary>
/// <param name="Node">First output of the node that reads it.</param>
/// <param name="Input">Position among its inputs.</param>
/// <param name="Tensor">The initializer, or the output of a Constant node.</param>
/// <param name="Element">Flat index.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConstantSite(string Node, int Input, string Tensor, int Element, long Value);

/// <summary>A number without a place in the model.</summary>
internal sealed record LiteralTerm(long Value) : IntTerm
{
    public override IEnumerable<Dim> Dims => [];

    public override IEnumerable<ConstantSite> Sites => [];

    public override double Evaluate(Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite) => Value;

    public override double? Solve(double target, ConstantSite site, Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite) =>
        null;
}

/// <summary>An element of a constant of the model.</summary>
internal sealed record ConstantTerm(ConstantSite Site) : IntTerm
{
    public override IEnumerable<Dim> Dims => [];

    public override IEnumerable<ConstantSite> Sites => [Site];

    public override double Evaluate(Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite) => valueOfSite(Site);

    public override double? Solve(double target, ConstantSite site, Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite) =>
        site == Site ? target : null;
}

/// <summary>The size of a dimension, as Shape gives it.</summary>
internal sealed record SizeTerm(Dim Dim) : IntTerm
{
    public override IEnumerable<Dim> Dims => [Dim];

    public override IEnumerable<ConstantSite> Sites => [];

    public override double Evaluate(Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite) => Dim.Evaluate(sizeOfAtom);

    public override double? Solve(double target, ConstantSite site, Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite) =>
        null;
}

/// <summary>The arithmetic that shape code does.</summary>
internal enum TermOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Maximum,
    Minimum,
}

/// <summary>Two terms combined. Division is exact or rounds towards zero, as ONNX's integer Div.</summary>
internal sealed record BinaryTerm(TermOperator Operator, IntTerm Left, IntTerm Right) : IntTerm
{
    public override IEnumerable<Dim> Dims => Left.Dims.Concat(Right.Dims);

    public override IEnumerable<ConstantSite> Sites => Left.Sites.Concat(Right.Sites);

    public override double Evaluate(Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite)
    {
        var (left, right) = (Left.Evaluate(sizeOfAtom, valueOfSite), Right.Evaluate(sizeOfAtom, valueOfSite));
        return Operator switch
        {
            TermOperator.Add => left + right,
            TermOperator.Subtract => left - right,
            TermOperator.Multiply => left * right,
            TermOperator.Maximum => Math.Max(left, right),
            TermOperator.Minimum => Math.Min(left, right),
            _ => right == 0 ? double.NaN : Math.Truncate(left / right),
        };
    }

    public override double? Solve(double target, ConstantSite site, Func<Dim, double> sizeOfAtom, Func<ConstantSite, double> valueOfSite)
    {
        var inLeft = Left.Sites.Contains(site);
        if (inLeft == Right.Sites.Contains(site))
            return null;
        var other = (inLeft ? Right : Left).Evaluate(sizeOfAtom, valueOfSite);
        var wanted = (Operator, inLeft) switch
        {
            (TermOperator.Add, _) => target - other,
            (TermOperator.Subtract, true) => target + other,
            (TermOperator.Subtract, false) => other - target,
            (TermOperator.Multiply, _) => target / other,
            (TermOperator.Divide, true) => target * other,
            (TermOperator.Divide, false) => other / target,
            (TermOperator.Maximum, _) => other < target ? target : double.NaN,
            (_, _) => other > target ? target : double.NaN,
        };
        return double.IsInteger(wanted) ? (inLeft ? Left : Right).Solve(wanted, site, sizeOfAtom, valueOfSite) : null;
    }
}
