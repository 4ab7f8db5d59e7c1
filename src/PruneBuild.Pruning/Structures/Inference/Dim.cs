namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>The type of an axis: an atom, a product of dimensions (outermost first), or a sum of segments (first segment first).</summary>
/// <remarks>
/// A node of a union–find forest. An atom can be linked to an equal dimension, or refined into a product or a sum when an equation shows
/// that it is composed; whoever holds the atom then sees the composition. <see cref="DimSolver" /> is the only one to change it.
/// </remarks>
internal sealed class Dim
{
    private Dim? link;

    public Dim(long size) => Size = size;

    private Dim(long size, DimForm form, Dim[] parts) => (Size, Form, Parts) = (size, form, parts);

    /// <summary>Size in the probe's run.</summary>
    public long Size { get; }

    /// <summary>What it is, once resolved.</summary>
    public DimForm Form { get; private set; }

    /// <summary>Factors or segments; empty for an atom.</summary>
    public Dim[] Parts { get; private set; } = [];

    /// <summary>The dimension that this one was found equal to.</summary>
    public Dim Resolved
    {
        get
        {
            if (link is null)
                return this;
            var root = link;
            while (root.link is not null)
                root = root.link;
            // Every dimension on the way gets the short way: residual streams make chains as long as the model.
            for (var step = this; !ReferenceEquals(step, root);)
                (step, step.link) = (step.link!, root);
            return root;
        }
    }

    /// <summary>A product, outermost factor first; factors of size one vanish.</summary>
    public static Dim Product(IEnumerable<Dim> factors)
    {
        var parts = factors.SelectMany(factor => factor.Factors()).ToArray();
        return parts.Length switch
        {
            0 => new Dim(1),
            1 => parts[0],
            _ => new Dim(parts.Aggregate(1L, (size, part) => size * part.Size), DimForm.Product, parts),
        };
    }

    /// <summary>A sum of segments; empty segments vanish.</summary>
    public static Dim Sum(IEnumerable<Dim> segments)
    {
        var parts = segments.Where(segment => segment.Size > 0).ToArray();
        return parts.Length switch
        {
            0 => new Dim(0),
            1 => parts[0],
            _ => new Dim(parts.Sum(part => part.Size), DimForm.Sum, parts),
        };
    }

    /// <summary>The factors, resolved, no product among them, none of size one.</summary>
    public IEnumerable<Dim> Factors()
    {
        var self = Resolved;
        if (self.Form == DimForm.Product)
            return self.Parts.SelectMany(part => part.Factors());
        return self.Size == 1 ? [] : [self];
    }

    /// <summary>The segments, resolved, no sum among them; a product whose outermost factor is a sum is distributed.</summary>
    public IEnumerable<Dim> Segments()
    {
        var self = Resolved;
        if (self.Form == DimForm.Sum)
            return self.Parts.SelectMany(part => part.Segments());
        if (self.Form != DimForm.Product)
            return [self];
        var factors = self.Factors().ToArray();
        return factors.Length > 1 && factors[0].Form == DimForm.Sum
            ? factors[0].Segments().Select(segment => Product([segment, .. factors[1..]]))
            : [self];
    }

    /// <summary>The atoms it is made of, with repetition.</summary>
    public IEnumerable<Dim> Atoms()
    {
        var self = Resolved;
        return self.Form == DimForm.Atom ? [self] : self.Parts.SelectMany(part => part.Atoms());
    }

    /// <summary>The size when atoms have other sizes than in the probe's run.</summary>
    public double Evaluate(Func<Dim, double> sizeOfAtom)
    {
        var self = Resolved;
        return self.Form switch
        {
            DimForm.Atom => sizeOfAtom(self),
            DimForm.Product => self.Parts.Aggregate(1.0, (size, part) => size * part.Evaluate(sizeOfAtom)),
            _ => self.Parts.Sum(part => part.Evaluate(sizeOfAtom)),
        };
    }

    /// <summary>Declares an atom equal to another dimension of the same size.</summary>
    internal void LinkTo(Dim other) => link = other.Resolved;

    /// <summary>Refines an atom.</summary>
    internal void Refine(DimForm form, params Dim[] parts) => (Form, Parts) = (form, parts);

    public override string ToString()
    {
        var self = Resolved;
        return self.Form switch
        {
            DimForm.Atom => $"{self.Size}",
            DimForm.Product => string.Join('·', self.Parts.AsEnumerable()),
            _ => $"({string.Join('+', self.Parts.AsEnumerable())})",
        };
    }
}

/// <summary>The three forms of a dimension.</summary>
internal enum DimForm
{
    Atom,
    Product,
    Sum,
}
