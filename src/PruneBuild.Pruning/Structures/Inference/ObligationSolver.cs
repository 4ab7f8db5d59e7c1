namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Decides for each integer of the shape arithmetic whether it follows a cut by itself, which constant must be edited, or what to pin.</summary>
internal static class ObligationSolver
{
    /// <summary>More variables than this in one integer is nothing an exporter writes.</summary>
    private const int VariableLimit = 6;

    /// <summary>Pins, until nothing changes, what some integer could not follow.</summary>
    /// <param name="obligations">All obligations.</param>
    /// <param name="candidates">Atoms that may still shrink; pinned ones are taken out.</param>
    /// <param name="refuse">Called for each atom taken out.</param>
    public static void Restrict(IReadOnlyList<Obligation> obligations, HashSet<Dim> candidates, Action<Dim, Obligation> refuse)
    {
        bool changed;
        do
        {
            changed = false;
            var claimed = new Dictionary<ConstantSite, SizeSum>();
            foreach (var obligation in obligations)
            {
                var variables = Variables(obligation, candidates);
                if (variables.Length == 0 || Feasible(obligation, variables, claimed))
                    continue;
                foreach (var variable in variables)
                {
                    candidates.Remove(variable);
                    refuse(variable, obligation);
                }

                changed = true;
            }
        }
        while (changed);
    }

    /// <summary>The edits that make every integer follow.</summary>
    public static IEnumerable<ConstantSizeSite> Edits(IReadOnlyList<Obligation> obligations, IReadOnlyDictionary<Dim, int> groups)
    {
        var polynomials = new SizePolynomials(groups, atom => atom.Size);
        var candidates = groups.Keys.ToHashSet();
        return obligations
            .Select(obligation => (obligation, variables: Variables(obligation, candidates)))
            .Where(pair => pair.variables.Length > 0 && !Holds(pair.obligation, pair.variables))
            .Select(pair => Edit(pair.obligation, pair.variables, polynomials)!.Value)
            .DistinctBy(edit => edit.Site)
            .Select(edit => new ConstantSizeSite(edit.Site.Node, edit.Site.Input, edit.Site.Tensor, edit.Site.Element, edit.Size));
    }

    private static Dim[] Variables(Obligation obligation, HashSet<Dim> candidates) =>
        [.. obligation.Target.Atoms().Concat(obligation.Term.Dims.SelectMany(dim => dim.Atoms())).Where(candidates.Contains).Distinct()];

    private static bool Feasible(Obligation obligation, Dim[] variables, Dictionary<ConstantSite, SizeSum> claimed)
    {
        if (variables.Length > VariableLimit)
            return false;
        if (Holds(obligation, variables))
            return true;
        var local = variables.Select((variable, i) => (variable, i)).ToDictionary(pair => pair.variable, pair => pair.i);
        if (Edit(obligation, variables, new SizePolynomials(local, atom => atom.Size)) is not { } edit)
            return false;

        // The same constant read by the same node must not be asked for two different sizes.
        var named = Named(edit.Size, variables);
        return claimed.TryAdd(edit.Site, named) || claimed[edit.Site] == named;
    }

    private static SizeSum Named(SizeSum size, Dim[] variables) => size with
    {
        Terms = size.Terms.Select(term => term with
        {
            Groups = term.Groups.Select(g => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(variables[g])).Order().ToValueList(),
        }).ToValueList(),
    };

    /// <summary>True when the integer follows every cut of the variables with the constants as they are.</summary>
    private static bool Holds(Obligation obligation, Dim[] variables)
    {
        for (var corner = 1; corner < 1 << variables.Length; corner++)
        {
            for (var step = 1; step <= 2; step++)
            {
                double Size(Dim atom)
                {
                    var i = Array.IndexOf(variables, atom);
                    return i >= 0 && (corner >> i & 1) != 0 && atom.Size > step ? atom.Size - step : atom.Size;
                }

                if (Math.Abs(obligation.Term.Evaluate(Size, site => site.Value) - obligation.Target.Evaluate(Size)) > 0.5)
                    return false;
            }
        }

        return true;
    }

    private static (ConstantSite Site, SizeSum Size)? Edit(Obligation obligation, Dim[] variables, SizePolynomials polynomials)
    {
        foreach (var site in obligation.Term.Sites.Distinct())
        {
            var size = polynomials.Fit(
                variables, atoms => obligation.Term.Solve(obligation.Target.Evaluate(atoms), site, atoms, other => other.Value));
            if (size is not null)
                return (site, size);
        }

        return null;
    }
}
