namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Decides for each integer of the shape arithmetic whether it follows a cut by itself, which constant must be edited,
/// or what to pin.</summary>
internal static class ObligationSolver
{
    /// <summary>More variables than this in one integer is nothing an exporter writes.</summary>
    private const int VariableLimit = 6;

    /// <summary>Takes out, until nothing changes, what some integer could not follow.</summary>
    /// <param name="obligations">All obligations.</param>
    /// <param name="candidates">Atoms that may still shrink; those that cannot are taken out.</param>
    /// <param name="refuse">Called for each atom taken out.</param>
    public static void Restrict(IReadOnlyList<Obligation> obligations, HashSet<Dim> candidates, Action<Dim, Obligation> refuse)
    {
        var pending = obligations.Where(obligation => Variables(obligation, candidates).Length > 0).ToList();
        while (true)
        {
            var claims = new Dictionary<(ShapeReader, ConstantSite), SizeSum>();
            var refused = pending
                .SelectMany(obligation => Conflicts(obligation, candidates, claims).Select(atom => (atom, obligation))).ToArray();
            if (refused.Length == 0)
                return;
            foreach (var (atom, obligation) in refused.Where(pair => candidates.Remove(pair.atom)))
                refuse(atom, obligation);
        }
    }

    /// <summary>The variables of an obligation that no edit can satisfy, or only one that contradicts an earlier
    /// claim of the same reader.</summary>
    private static Dim[] Conflicts(Obligation obligation, HashSet<Dim> candidates, Dictionary<(ShapeReader, ConstantSite), SizeSum> claims)
    {
        var variables = Variables(obligation, candidates);
        if (variables.Length == 0)
            return [];
        if (variables.Length > VariableLimit)
            return variables;
        if (Holds(obligation, variables))
            return obligation.Term.Sites.Any(site => claims.ContainsKey((obligation.Reader, site))) ? variables : [];
        var local = variables.Select((variable, i) => (variable, i)).ToDictionary(pair => pair.variable, pair => pair.i);
        if (Edit(obligation, variables, new SizePolynomials(local, atom => atom.Size)) is not { } edit)
            return variables;
        var claim = Named(edit.Size, variables);
        var key = (obligation.Reader, edit.Site);
        return claims.TryAdd(key, claim) || claims[key] == claim ? [] : variables;
    }

    /// <summary>The edits that make every integer follow.</summary>
    public static IEnumerable<ConstantSizeSite> Edits(IReadOnlyList<Obligation> obligations, IReadOnlyDictionary<Dim, int> groups)
    {
        var polynomials = new SizePolynomials(groups, atom => atom.Size);
        var candidates = groups.Keys.ToHashSet();
        return obligations
            .Select(obligation => (obligation, variables: Variables(obligation, candidates)))
            .Where(pair => pair.variables.Length > 0 && !Holds(pair.obligation, pair.variables))
            .Select(pair => (pair.obligation.Reader, Edit: Edit(pair.obligation, pair.variables, polynomials)!.Value))
            .DistinctBy(pair => (pair.Reader, pair.Edit.Site))
            .Select(pair => new ConstantSizeSite(
                pair.Edit.Site.Node, pair.Edit.Site.Input, pair.Edit.Site.Tensor, pair.Edit.Site.Element, pair.Edit.Size, pair.Reader));
    }

    private static Dim[] Variables(Obligation obligation, HashSet<Dim> candidates) =>
        [.. obligation.Target.Atoms().Concat(obligation.Term.Dims.SelectMany(dim => dim.Atoms())).Where(candidates.Contains).Distinct()];

    private static SizeSum Named(SizeSum size, Dim[] variables) => size with
    {
        Terms = size.Terms.Select(term => term with
        {
            Groups = term.Groups
                .Select(g => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(variables[g])).Order().ToValueList(),
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
